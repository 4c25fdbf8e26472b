import { EVERY_CASE } from './matrix.ts';
import { killSuite } from './suite.ts';

killSuite('a worker that is killed before and after every write', EVERY_CASE, 1_500_000);
