export type Union = { join(a: string, b: string): void; root(one: string): string };

/** Disjoint sets (union-find); the root of a set is its smallest member, so that it does not depend on the order of joins. */
export function createUnion(): Union {
  const parents = new Map<string, string>();
  const root = (one: string): string => {
    let top = one;
    for (let up = parents.get(top); up !== undefined; up = parents.get(top)) top = up;
    for (let next = one; next !== top;) {
      const up = parents.get(next) ?? top;
      parents.set(next, top);
      next = up;
    }
    return top;
  };
  return {
    root,
    join(a, b) {
      const [x, y] = [root(a), root(b)];
      if (x < y) parents.set(y, x);
      else if (y < x) parents.set(x, y);
    },
  };
}
