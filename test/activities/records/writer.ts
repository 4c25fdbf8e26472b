import { openRecords } from '../../../activities/records/index.ts';
import { aReportNo } from '../../support/a-report.ts';

/** A process of its own that keeps ten reports: `writer.ts <url> <number of the writer>`. */
const [, , url = '', writer = ''] = process.argv;
const records = await openRecords(url);
for (let turn = 0; turn < 10; turn += 1) await records.put(aReportNo(Number(writer) * 10 + turn));
await records.close();
