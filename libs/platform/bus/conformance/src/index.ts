export { type BusUnderTest, type MakeBus, busConformance } from './bus-conformance.ts';
export { type Member, startMember } from './member.ts';
