import { TELLING_CASES } from './matrix.ts';
import { killSuite } from './suite.ts';

killSuite('S0-049 a worker that is killed, at the most telling writes', TELLING_CASES, 240_000);
