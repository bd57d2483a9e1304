import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { HelpArticle, HelpIndex } from '../../../../../features/help/help-page.tsx';
import { listHelp, readHelp } from '../../../../../features/help/help-pages.ts';

export const metadata: Metadata = { title: 'Help' };

interface HelpParams {
  readonly params: Promise<{ readonly tenant: string; readonly page?: readonly string[] }>;
}

export default async function Page({ params }: HelpParams) {
  const { tenant, page } = await params;
  const base = `/t/${tenant}/help`;
  const pages = await listHelp();
  if (page === undefined) return <HelpIndex base={base} pages={pages} />;
  const id = page.join('/');
  const text = await readHelp(id);
  if (text === undefined) notFound();
  return <HelpArticle {...{ id, text, base, pages }} />;
}
