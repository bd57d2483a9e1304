export { EventsLeftOut } from './event-left-out.ts';
export { Reporting, type ReportingOptions } from './reporting.ts';
