const hidden = '***';

/**
 * The text of a connection URL for people: the password is hidden, also in text that is no URL. Rather hides too much.
 */
export function redactUrl(text: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(text);
  if (match === null) return hidden;
  const [, scheme = '', rest = ''] = match;
  const at = rest.lastIndexOf('@');
  // Without an @ it may be a user name and a password whose host was forgotten.
  if (at === -1)
    return `${scheme}${withoutValues(rest.replace(/:(?!\d{1,5}(?:[/?#]|$)).*$/s, `:${hidden}`))}`;
  const credentials = rest.slice(0, at);
  const colon = credentials.indexOf(':');
  const user = colon === -1 ? credentials : `${credentials.slice(0, colon)}:${hidden}`;
  return `${scheme}${user}@${withoutValues(rest.slice(at + 1))}`;
}

/** Only `security` keeps its value. */
function withoutValues(place: string): string {
  return place.replace(/([?&#])(?!security=(?:tls|starttls|none)(?:[&#]|$)).*$/s, `$1${hidden}`);
}
