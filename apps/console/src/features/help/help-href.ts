/** Where a link of a documentation page leads in the console; undefined: it leads to nothing that is shown here. */
export function helpHref(
  href: string,
  from: { readonly page: string; readonly base: string; readonly known: ReadonlySet<string> },
): string | undefined {
  if (href.startsWith('https://') || href.startsWith('/')) return href;
  const { pathname } = new URL(href, `https://docs.example/${from.page}.md`);
  const id = pathname.replace(/^\//, '').replace(/\.md$/, '');
  return from.known.has(id) ? `${from.base}/${id}` : undefined;
}
