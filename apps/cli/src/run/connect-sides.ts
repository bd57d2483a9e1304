import type { ConnectorError } from '@mailhaul/connector-contract';
import type { WaitReason } from '@mailhaul/copy-engine';
import {
  type ConnectionDeadlines,
  type ConnectorOptions,
  type EarlyConnector,
  PaceGovernors,
  openConnector,
} from '@mailhaul/connector-registry';
import type { Io } from '../io.ts';
import type { Budgets } from '../options/budgets.ts';
import type { RunEvent } from '../render/run-events.schema.ts';
import { localTenant } from '../tenant.ts';
import { instantOf } from './progress-events.ts';

/** Makes the connector of one side of a mailbox; connects nothing yet. @throws ConnectionUrlRefused */
export type ConnectSide = (url: string, mailbox: number) => EarlyConnector;

/**
 * Short breath: the engine itself opens lost connections again and again. What is left for here are single operations
 * that a busy server refuses for a moment.
 */
const retry = { attemptsMax: 3, backoffMs: 250, backoffMaxMs: 5_000, totalMsMax: 120_000 };

function retryReason({ code }: ConnectorError): WaitReason {
  if (code === 'server-busy' || code === 'throttled') return 'server-asked-to-wait';
  return code === 'too-many-connections' ? 'connection-limit' : 'reconnecting';
}

/** Connectors that share one pace per server, and that tell on the screen what they wait for. */
export function connectorsOf(
  { clock, environment }: Pick<Io, 'clock' | 'environment'>,
  { deadlines, budgets }: { deadlines: ConnectionDeadlines; budgets: Budgets },
  show: (event: RunEvent) => void,
): ConnectSide {
  const governors = new PaceGovernors(clock, budgets);
  return (url, mailbox) => {
    const options: ConnectorOptions = {
      retry,
      deadlines,
      environment,
      pace: { governors, tenant: localTenant },
      onRetry({ error, untilWallMs }) {
        const reason = retryReason(error);
        show({ event: 'waiting', mailbox, reason, until: instantOf(untilWallMs) });
      },
      paceListener: {
        onWait(reason, untilWallMs) {
          // A place to work is free again in a moment, and budgets are the operator's own wish.
          if (reason !== 'server-asked-to-wait') return;
          show({ event: 'waiting', mailbox, reason, until: instantOf(untilWallMs) });
        },
        onResume: () => show({ event: 'resumed', mailbox }),
      },
    };
    return openConnector(url, options);
  };
}
