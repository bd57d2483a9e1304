export { EventsSkipped } from './event-skipped.ts';
export { Reporting, type ReportingOptions } from './reporting.ts';
export { ReportingModule } from './reporting.module.ts';
