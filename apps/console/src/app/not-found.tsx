import Link from 'next/link';
import { Page, PageHead } from '../ui/page.tsx';

export default function NotFound() {
  return (
    <main>
      <Page>
        <PageHead
          title="There is no such page"
          sentence="The address may be cut off, or what it named was deleted."
          actions={
            <Link className="link" href="/">
              All tenants
            </Link>
          }
        />
      </Page>
    </main>
  );
}
