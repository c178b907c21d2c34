let draw = (): void => {};
let isDue = false;
let then: (() => void)[] = [];

/** Registers the function that draws the page. */
export function onRefresh(drawing: () => void): void {
  draw = drawing;
}

/** Draws the page soon; `after` runs when it is drawn, for example to move the focus. */
export function refresh(after?: () => void): void {
  if (after !== undefined) then.push(after);
  if (isDue) return;
  isDue = true;
  queueMicrotask(() => {
    isDue = false;
    draw();
    const due = then;
    then = [];
    for (const run of due) run();
  });
}

/** Focuses the element with this id, once it is drawn. */
export function focus(id: string): void {
  refresh(() => document.getElementById(id)?.focus());
}
