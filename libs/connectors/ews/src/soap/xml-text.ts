/** As text of an element or a value of an attribute; what XML 1.0 cannot say is left out. */
export function escapeXml(text: string): string {
  return withoutForbidden(text).replace(
    /[&<>"\r\n\t]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** Without the characters that XML 1.0 has no way to write (§2.2). */
export function withoutForbidden(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '');
}
