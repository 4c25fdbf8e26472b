import { checkName } from './checks/check.ts';
import type { Check, GateName } from './checks/check.ts';
import type { Plan } from './plan.ts';
export const renderPlan = (plan: Plan, touches: readonly string[] = []): string =>
  JSON.stringify([plan, touches, checkName({} as Check), {} as GateName]);
