import type { EwsServerOptions } from './server-options.ts';

/** How a server behaves, each part said: what {@link EwsServerOptions} leaves open is as Exchange has it. */
export interface ServerBehaviour {
  readonly mime: 'kept' | 'regenerated';
  readonly itemBytesMax: number;
  readonly foundMax: { readonly restricted: number; readonly plain: number };
  readonly numbersItems: boolean;
  readonly tellsNextNumber: boolean;
  readonly takesRestrictions: boolean;
  readonly ignoresRestrictions: boolean;
  readonly sortsItems: boolean;
  readonly fieldNames: () => 'usual' | 'asked' | 'refused';
  readonly keepsNamedProperties: boolean;
  readonly derivesProperties: boolean;
  readonly takesMessageIds: boolean;
  readonly takesBinaryProperties: boolean;
  readonly keepsGivenAttachments: 'all' | 'items' | 'none';
  readonly storeTimes: 'kept' | 'ignored' | 'refused';
  readonly leavesOut: ReadonlySet<string>;
  readonly addsUnknown: boolean;
  readonly reversesPages: boolean;
  readonly renewsSearchKeys: boolean;
  readonly openObjectsMax: number;
  readonly openObjectsCode: string;
  readonly stopsBatches: boolean;
  readonly faultsAt: (mime: string) => boolean;
  readonly isUnreadable: (number: number) => boolean;
  readonly isUnexportable: (number: number) => boolean;
  readonly truncatesExports: (number: number) => boolean;
  /** What SyncFolderItems says of a page that is, or is not, the last. */
  readonly toldLast: (isLast: boolean) => boolean;
}

const never = () => false;

export function behaviourOf(options: EwsServerOptions): ServerBehaviour {
  const { numbersItems = true, lastFlag = 'right' } = options;
  return {
    ...{ mime: options.mime ?? 'regenerated', itemBytesMax: options.itemBytesMax ?? Infinity },
    foundMax: options.foundMax ?? { restricted: 250, plain: 1000 },
    numbersItems,
    tellsNextNumber: numbersItems && (options.tellsNextNumber ?? true),
    takesRestrictions: options.takesRestrictions ?? true,
    ignoresRestrictions: options.ignoresRestrictions ?? false,
    sortsItems: options.sortsItems ?? true,
    fieldNames: options.fieldNames ?? (() => 'usual'),
    keepsNamedProperties: options.keepsNamedProperties ?? true,
    derivesProperties: options.derivesProperties ?? true,
    takesMessageIds: options.takesMessageIds ?? true,
    takesBinaryProperties: options.takesBinaryProperties ?? true,
    keepsGivenAttachments: options.keepsGivenAttachments ?? 'all',
    storeTimes: options.storeTimes ?? 'ignored',
    leavesOut: new Set((options.leavesOut ?? []).map((name) => `t:${name}`)),
    addsUnknown: options.addsUnknown ?? false,
    renewsSearchKeys: options.renewsSearchKeys ?? false,
    reversesPages: options.reversesPages ?? false,
    openObjectsMax: options.openObjectsMax ?? Infinity,
    openObjectsCode: options.openObjectsCode ?? 'ErrorTooManyObjectsOpened',
    stopsBatches: options.stopsBatches ?? false,
    faultsAt: options.faultsAt ?? never,
    isUnreadable: options.isUnreadable ?? never,
    isUnexportable: options.isUnexportable ?? never,
    truncatesExports: options.truncatesExports ?? never,
    toldLast: (isLast) => (lastFlag === 'right' ? isLast : lastFlag === 'always'),
  };
}
