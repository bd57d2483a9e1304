import type { ConnectorError, OpenContext } from '@mailhaul/connector-contract';
import {
  type ByteRate,
  type ConnectorOptions,
  type EarlyConnector,
  openConnector,
  withRate,
} from '@mailhaul/connector-registry';
import type { WaitReason } from '@mailhaul/copy-engine';
import type { PassNews, SideAssignment } from './pass-assignment.ts';
import type { PaceShare } from './shared-pace.ts';
import type { RunnerBench } from './runner-entry.ts';

/**
 * Short breath: the engine itself opens lost connections again and again. What is left for here are single operations that
 * a busy server refuses for a moment.
 */
const retry = { attemptsMax: 3, backoffMs: 250, backoffMaxMs: 5_000, totalMsMax: 120_000 };

export interface SideContext {
  readonly tenant: string;
  /** Aborting cuts every connection of the pass. */
  readonly cut: AbortSignal;
  readonly tell: (news: PassNews) => void;
  /** At which bodies are read; undefined: as fast as the server gives them. */
  readonly rate: ByteRate | undefined;
  readonly share: PaceShare;
}

/** The connector of one side; connects nothing yet. @throws {ConnectionUrlRefused} */
export function connectSide(
  bench: RunnerBench,
  side: SideAssignment,
  { tenant, cut, tell, rate, share }: SideContext,
): EarlyConnector {
  const { connect = openConnector, connectorOptions } = bench;
  const options: ConnectorOptions = {
    ...connectorOptions,
    retry,
    pace: { governors: share.governors, tenant },
    ...(side.deadlines === undefined ? {} : { deadlines: side.deadlines }),
    ...(side.ca === undefined ? {} : { ca: side.ca }),
    ...(side.environment === undefined
      ? {}
      : { environment: { ...connectorOptions?.environment, ...side.environment } }),
    onRetry({ error, untilWallMs }) {
      tell({ kind: 'waiting', reason: retryReason(error), untilWallMs });
    },
    paceListener: {
      onWait(reason, untilWallMs) {
        // A place to work is free again in a moment, and budgets are the operator's own wish.
        if (reason === 'server-asked-to-wait') tell({ kind: 'waiting', reason, untilWallMs });
      },
      onResume: () => tell({ kind: 'resumed' }),
    },
  };
  const connector = connect(side.connection, options);
  return cuttable(rate === undefined ? connector : withRate(connector, rate), cut);
}

function retryReason({ code }: ConnectorError): WaitReason {
  if (code === 'server-busy' || code === 'throttled') return 'server-asked-to-wait';
  return code === 'too-many-connections' ? 'connection-limit' : 'reconnecting';
}

function cuttable(connector: EarlyConnector, cut: AbortSignal): EarlyConnector {
  const within = (context: OpenContext): OpenContext => ({
    ...context,
    signal: AbortSignal.any([context.signal, cut]),
  });
  return {
    ...connector,
    open: (context) => connector.open(within(context)),
    beginOpening: (context) => connector.beginOpening(within(context)),
  };
}
