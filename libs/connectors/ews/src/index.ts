export { ewsConnector } from './ews-connector.ts';
export type { EwsSettings } from './ews-settings.ts';
export { ewsProbeSteps, probeEws } from './probe-ews.ts';
