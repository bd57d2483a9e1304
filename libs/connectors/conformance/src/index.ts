export type { Bench, ConformanceCase, ConformanceSubject } from './conformance-case.ts';
export {
  type ConformanceOptions,
  type Waiver,
  connectorConformance,
} from './connector-conformance.ts';
