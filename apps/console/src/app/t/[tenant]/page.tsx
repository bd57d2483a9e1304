import { redirect } from 'next/navigation';

/** A tenant opens with its jobs. */
export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  redirect(`/t/${encodeURIComponent((await params).tenant)}/jobs`);
}
