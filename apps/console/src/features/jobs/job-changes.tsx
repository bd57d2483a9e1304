'use client';

import classes from './job-changes.module.css';

/** One thing that saving changes. */
export interface Change {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** From when on it holds. */
  readonly from: string;
}

/** What saving would change, and from when on that holds; nothing where nothing differs. */
export function JobChanges({ changes }: { changes: readonly Change[] }) {
  return (
    <div aria-live="polite">
      {changes.length > 0 && (
        <table className={classes.changes}>
          <caption>What saving changes</caption>
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
              <th scope="col">Holds from</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ label, before, after, from }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{before}</td>
                <td>{after}</td>
                <td>{from}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
