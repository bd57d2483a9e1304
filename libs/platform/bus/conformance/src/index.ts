export { type BusUnderTest, type MakeBus, busConformance } from './bus-conformance.ts';
