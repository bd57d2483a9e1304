import classes from './loading.module.css';

/** Stands for a page that is not there yet; seen only where the wait is long enough to be noticed. */
export function Loading() {
  return (
    <div className={classes.box} role="status">
      <span className="srOnly">Loading</span>
      <span className={classes.title} />
      <span className={classes.line} />
      <span className={classes.line} />
      <span className={classes.line} />
    </div>
  );
}
