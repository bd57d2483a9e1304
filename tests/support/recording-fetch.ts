export interface HeardAnswer {
  readonly request: string;
  readonly headers: string;
  readonly text: string;
}

/** `fetch` that keeps what was answered; streams that do not end are not for it. */
export function recordingFetch(heard: HeardAnswer[]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const address = input instanceof Request ? input.url : String(input);
    const text = await response.clone().text();
    const headers = JSON.stringify([...response.headers]);
    heard.push({ request: `${init?.method ?? 'GET'} ${address}`, headers, text });
    return response;
  };
}
