/** Until the head of an answer is there; a body may take its time. */
const answerMsMax = 60_000;

/** `fetch` that gives up where no answer begins, and follows no redirection: it would take the token elsewhere. */
export const fetchWithDeadline: typeof fetch = async (url, init) => {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(new DOMException('no answer came in time', 'TimeoutError'));
  }, answerMsMax);
  const signals = [deadline.signal, ...(init?.signal ? [init.signal] : [])];
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.any(signals) });
  } finally {
    clearTimeout(timer);
  }
};
