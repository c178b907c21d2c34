import { as } from './model.ts';

const key = `used by ${as}`;
const most = 5;

/** The commands that this person used last, as in Discord's menu; none where the browser stores nothing. */
export function recentlyUsed(): string[] {
  try {
    return (localStorage.getItem(key) ?? '').split(',').filter((name) => name !== '');
  } catch {
    return [];
  }
}

/** Puts a command on top of the recent ones. */
export function noteUse(fullName: string): void {
  try {
    localStorage.setItem(key, [fullName, ...recentlyUsed().filter((name) => name !== fullName)].slice(0, most).join(','));
  } catch {
    // A browser that stores nothing for this page only loses the group.
  }
}
