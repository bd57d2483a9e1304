export { ewsConnector } from './ews-connector.ts';
export type { EwsSettings } from './ews-settings.ts';
export { type EwsProbeStep, probeEws } from './probe-ews.ts';
