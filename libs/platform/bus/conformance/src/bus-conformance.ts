import type { Bus } from '@mailhaul/application';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { describe } from 'vitest';
import { bodyCases } from './cases/bodies.ts';
import { broadcastCases } from './cases/broadcast.ts';
import { closingCases } from './cases/closing.ts';
import { concurrencyCases } from './cases/concurrency.ts';
import { groupCases } from './cases/groups.ts';
import { membershipCases } from './cases/membership.ts';
import { refusalCases } from './cases/refusals.ts';
import { requestCases } from './cases/requests.ts';

export interface BusUnderTest {
  /**
   * The strategy under one NestJS microservice, a member of the queue group. Once it listens, or is closed, every request sent
   * after that finds it so.
   */
  readonly createServer: (group: string) => CustomTransportStrategy;
  /** A connection of its own. */
  readonly createBus: () => Bus;
  /** Removes the wire; the case has closed what it made of it. */
  readonly dispose: () => Promise<void>;
}

/** A wire to work with: new, or one that others use as well; every case keeps to subjects and groups of its own. */
export type MakeBus = () => Promise<BusUnderTest>;

/** The bus port's promises as cases, between real NestJS microservices; every transport passes all of them. */
export function busConformance(name: string, make: MakeBus): void {
  describe(`bus conformance: ${name}`, () => {
    describe('request', () => {
      requestCases(make);
    });
    describe('refusal', () => {
      refusalCases(make);
    });
    describe('queue groups', () => {
      groupCases(make);
    });
    describe('announce', () => {
      broadcastCases(make);
    });
    describe('bodies', () => {
      bodyCases(make);
    });
    describe('concurrency', () => {
      concurrencyCases(make);
    });
    describe('joining and leaving', () => {
      membershipCases(make);
    });
    describe('close', () => {
      closingCases(make);
    });
  });
}
