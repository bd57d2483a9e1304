export { Reporting, type ReportingOptions } from './reporting.ts';
export { ReportingModule } from './reporting.module.ts';
