export { EventsLeftOut } from './event-left-out.ts';
export { Reporting, type ReportingOptions } from './reporting.ts';
export type { ItemOutcome, PassOutcome, ReportingMeter } from './reporting-meter.ts';
export { ReportingModule } from './reporting.module.ts';
