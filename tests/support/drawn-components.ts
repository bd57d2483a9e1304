import type { Page } from 'playwright-core';

/**
 * React tells a page's developer tools of all that it draws, in production as well: what stands in for them here counts the components
 * that were drawn. Counts are the same on a busy machine, where times say nothing.
 */
const counter = `
  window.drawnComponents = 0;
  const components = new Set([0, 11, 14, 15]);
  const look = (fiber, before) => {
    if (components.has(fiber.tag) && (fiber.flags & 1) !== 0 && fiber !== before) window.drawnComponents += 1;
    if (before !== null && fiber.child === before.child) return;
    for (let child = fiber.child; child !== null; child = child.sibling) look(child, child.alternate);
  };
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    renderers: new Map(),
    inject: () => 1,
    checkDCE() {},
    onScheduleFiberRoot() {},
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
    onCommitFiberRoot: (_, root) => look(root.current, root.current.alternate),
  };
`;

export async function countDrawn(page: Page): Promise<void> {
  await page.addInitScript(counter);
}

/** How many components are drawn by what happens, until the page rests. */
export async function drawnBy(page: Page, deed: () => Promise<unknown>): Promise<number> {
  await page.evaluate('window.drawnComponents = 0');
  await deed();
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  return page.evaluate<number>('window.drawnComponents');
}
