import { recordsConformance } from '../../conformance/records.ts';
import { FakeRecords } from '../../support/fake-records.ts';

recordsConformance('fake', async () => new FakeRecords());
