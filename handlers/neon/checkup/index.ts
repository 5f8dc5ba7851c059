export { type Checkup, type CheckupContext, checkupOf, findingsOf } from './findings';
export { makeCheckup, visitCheckup } from './make';
export { CHECKUP_MS, checkupStatement } from './statement';
