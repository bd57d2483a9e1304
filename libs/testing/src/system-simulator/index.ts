export { type DocumentRules } from './sim-documents.ts';
export { type PageRules } from './open-page.ts';
export {
  type SimulateSystemRequest,
  simulateSystem,
  type SystemResult,
} from './simulate-system.ts';
export { type SystemAct, type SystemDisruption } from './system-disruptions.ts';
export { type SystemPlan } from './system-plan.ts';
export { type FairnessAct, type FairnessPlan, type FairTenant } from './fairness/fairness-plan.ts';
export { itemsByWindow, jainIndex, quantile } from './fairness/measure-fairness.ts';
export {
  type FairnessResult,
  type PassStart,
  simulateFairness,
} from './fairness/simulate-fairness.ts';
