import { preloadImap } from '@mailhaul/connector-imap';

/** Begins to load what the connectors need while the caller has other things to do: sooner on the wire. */
export function preloadConnectors(): void {
  preloadImap();
}
