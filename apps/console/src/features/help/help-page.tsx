import Link from 'next/link';
import { Page, PageHead, Section } from '../../ui/page.tsx';
import { helpHref } from './help-href.ts';
import classes from './help.module.css';
import type { HelpPage } from './help-pages.ts';
import { Markdown } from './markdown.tsx';

interface HelpArticleProps {
  readonly id: string;
  readonly text: string;
  readonly base: string;
  readonly pages: readonly HelpPage[];
}

/** One page of the documentation. */
export function HelpArticle({ id, text, base, pages }: HelpArticleProps) {
  const known = new Set(pages.map((page) => page.id));
  return (
    <Page>
      <article className={classes.article}>
        <p>
          <Link className="link" href={base}>
            All help pages
          </Link>
        </p>
        <Markdown text={text} hrefOf={(href) => helpHref(href, { page: id, base, known })} />
      </article>
    </Page>
  );
}

/** All of them. */
export function HelpIndex({ base, pages }: Pick<HelpArticleProps, 'base' | 'pages'>) {
  const groups = [
    ['How to', 'how-to/'],
    ['Reference', 'reference/'],
  ] as const;
  return (
    <Page>
      <PageHead title="Help" sentence="Step by step, and what each thing means" />
      {groups.map(([title, folder]) => (
        <Section key={title} title={title}>
          <ul className={classes.index}>
            {pages
              .filter(({ id }) => id.startsWith(folder))
              .map(({ id, title: name }) => (
                <li key={id}>
                  <Link className="plain" href={`${base}/${id}`}>
                    {name}
                  </Link>
                </li>
              ))}
          </ul>
        </Section>
      ))}
    </Page>
  );
}
