import Link from 'next/link';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import classes from './help.module.css';

interface MarkdownProps {
  readonly text: string;
  /** Undefined: the link leads to nothing that is shown here, and becomes plain words. */
  readonly hrefOf: (href: string) => string | undefined;
}

/** A page of the documentation; its first heading is the page's own. HTML in it is left out. */
export function Markdown({ text, hrefOf }: MarkdownProps) {
  const components: Components = {
    a: ({ href, children }) => {
      const to = href === undefined ? undefined : hrefOf(href);
      return to === undefined ? (
        children
      ) : (
        <Link className="link" href={to}>
          {children}
        </Link>
      );
    },
    // Both may be wider than the page: they scroll, by keys as well.
    pre: ({ children }) => (
      <pre tabIndex={0} aria-label="Commands" role="region">
        {children}
      </pre>
    ),
    table: ({ children }) => (
      <div className={classes.wide} tabIndex={0} role="region" aria-label="Table">
        <table>{children}</table>
      </div>
    ),
    th: ({ children }) => <th scope="col">{children}</th>,
  };
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={components} skipHtml>
      {text}
    </ReactMarkdown>
  );
}
