import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { abort } from './abort.ts';
import { approve } from './approve.ts';
import { deploy } from './deploy.ts';
import { doctor } from './doctor.ts';
import { get } from './get.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { lint } from './lint.ts';
import { list } from './list.ts';
import { pause } from './pause.ts';
import { plan } from './plan.ts';
import { promote } from './promote.ts';
import { recover } from './recover.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';
import { version } from './version.ts';

/** Adds one command to the program. */
export type Registration = (program: Command, session: Session) => void;

/** Every command there is, by the group it is listed under. A new one is a file in this folder and a name here. */
export const commands: Readonly<Record<string, readonly Registration[]>> = {
  'Roll out:': [lint, plan, deploy, rollback],
  'Look:': [status, get, list, history, report],
  'Decide:': [approve, promote, pause, resume, abort],
  'Mend:': [doctor, recover],
  'Help:': [help, version],
};
