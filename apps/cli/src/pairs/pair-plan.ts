/** One mailbox pair as the person asked for it, before anything was connected. */
export interface PairPlan {
  readonly source: SidePlan;
  readonly target: SidePlan;
  /** Source folder path → target folder path, each joined by `/`. */
  readonly folderMap: ReadonlyMap<string, string>;
  /** Target folder below which all go; undefined: each to its own place. */
  readonly folderRoot: string | undefined;
  /** Where it stands in pairs.csv; undefined for the single pair of the options. */
  readonly line: number | undefined;
}

/** Where the folders of its mailbox go, for whoever plans them. */
export function placesOf({
  folderMap,
  folderRoot,
}: PairPlan): Pick<PairPlan, 'folderMap' | 'folderRoot'> {
  return { folderMap, folderRoot };
}

export interface SidePlan {
  /** The connection's URL with user and password in it. A secret: never shown, never kept. */
  readonly url: string;
  /** Address or user and server, cleaned, for people. */
  readonly label: string;
}

/** What the options say for every pair. */
export interface PairDefaults {
  readonly source: SideDefaults;
  readonly target: SideDefaults;
  readonly folderMap: readonly string[];
  readonly folderRoot?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

export interface SideDefaults {
  readonly url: string | undefined;
  readonly passwordFile: string | undefined;
}
