import {
  CheckpointMoved,
  NoResponder,
  NoRebuild,
  OutcomeUnknown,
  RequestRefused,
  RequestTimedOut,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@mailhaul/application';
import { seededRandom } from '@mailhaul/kernel';
import { MailNotTaken } from '@mailhaul/notifier-service/core';
import { SimHost } from '../simulator/sim-host.ts';
import { SimProcess } from '../simulator/sim-process.ts';
import { SimBus } from './sim-bus.ts';
import { SimLog } from './sim-log.ts';
import type { SystemStage } from './system-stage.ts';

/** Makes processes on the hosts of one system, each with what it reaches the others by. */
export class ProcessMaker {
  readonly stage: SystemStage;
  readonly hosts: readonly SimHost[];
  #count = 0;

  constructor(stage: SystemStage) {
    this.stage = stage;
    const { world, plan } = stage;
    this.hosts = Array.from({ length: plan.hosts }, (_, at) => {
      const skewMs = world.faults.int(-plan.hostSkewMsMax, plan.hostSkewMsMax);
      return new SimHost(world, `h${at + 1}`, skewMs);
    });
  }

  readonly make = (letter: string) => {
    const { world, log, hub, plan, authors, crashes } = this.stage;
    this.#count += 1;
    const host = world.faults.pick(this.hosts);
    const process = new SimProcess(world, host, `${letter}${this.#count}`);
    const ports = {
      store: new SimLog(process, log, { latencyMsMax: plan.storeLatencyMsMax, authors }),
      bus: new SimBus(process, hub),
      clock: process.clock,
      random: seededRandom(plan.seed * 104_729 + this.#count),
      onError: (error: unknown, doing: string) => {
        world.trace(process.id, `${doing}: ${String(error)}`);
        if (!isExpected(error)) crashes.push({ processId: process.id, error: asError(error) });
      },
    };
    return { process, ports };
  };
}

function isExpected(error: unknown): boolean {
  return [
    CheckpointMoved,
    MailNotTaken,
    NoRebuild,
    NoResponder,
    OutcomeUnknown,
    RequestRefused,
    RequestTimedOut,
    StoreUnavailable,
    WrongExpectedRevision,
  ].some((kind) => error instanceof kind);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
