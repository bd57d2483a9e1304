/** `2026-12-24T22:00`, as a field for date and time has it, on the clock of the zone. */
export function localText(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  });
  return format.format(at).replace(' ', 'T');
}

/** When the clock of the zone shows that; of two such times the first, of none the one as far behind the gap. Undefined: no time. */
export function wallMs(text: string, timeZone: string): number | undefined {
  if (text === '') return undefined;
  const wanted = Date.parse(`${text}:00Z`);
  if (Number.isNaN(wanted)) return undefined;
  const offsetAt = (ms: number) => Date.parse(`${localText(ms, timeZone)}:00Z`) - ms;
  const dayMs = 86_400_000;
  // The zone is in one of the two about that time.
  const tries = [offsetAt(wanted - dayMs), offsetAt(wanted + dayMs)].map(
    (offset) => wanted - offset,
  );
  const met = tries.filter((ms) => localText(ms, timeZone) === text);
  return met.length > 0 ? Math.min(...met) : Math.max(...tries);
}
