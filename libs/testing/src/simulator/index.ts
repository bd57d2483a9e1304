export { type SimResult, type SimulateRequest, simulate } from './simulate.ts';
export { type Finding } from './checkers/check-run.ts';
export { readIds, readItems } from './checkers/read-packed.ts';
export { type Disruption, type DisruptionAct, type Trigger } from './disruptions.ts';
export { type ServerProfile } from './server-profile.ts';
export { type SimPlan, type WorkloadPlan } from './sim-plan.ts';
export { type RunPass } from './sim-workers.ts';
