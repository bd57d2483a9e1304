import type { LucideIcon } from 'lucide-react';

/** One thing that a toolbar offers; on a small screen it is an item of a menu. */
export interface Tool {
  readonly id: string;
  readonly label: string;
  /** The whole name where the label is cut for room; it begins with the label. */
  readonly name?: string;
  readonly icon: LucideIcon;
  /** Why not now; undefined: it may be done. */
  readonly refusal?: string | undefined;
  readonly isPrimary?: boolean;
  readonly isDangerous?: boolean;
  readonly isPending?: boolean;
  /** Its icon says enough where there is little room. */
  readonly isIcon?: boolean;
  readonly does: ToolDeed;
}

export type ToolDeed =
  | { readonly kind: 'run'; readonly run: () => void }
  /** Another page. */
  | { readonly kind: 'go'; readonly href: string }
  /** A file. */
  | { readonly kind: 'load'; readonly href: string }
  /** The hint says above the choices what they mean. */
  | { readonly kind: 'choose'; readonly hint?: string; readonly among: readonly ToolChoice[] };

export interface ToolChoice {
  readonly label: string;
  readonly note?: string;
  readonly refusal?: string | undefined;
  readonly run: () => void;
}

export interface ToolGroup {
  readonly label: string;
  readonly tools: readonly Tool[];
}
