export { type Checkup, type CheckupContext, checkupOf, findingsOf } from './findings';
export { makeCheckup } from './make';
export { CHECKUP, type Memo } from './memo';
export { CHECKUP_MS, checkupStatement } from './statement';
