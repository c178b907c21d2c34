import { renderAsync } from '@resvg/resvg-js';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The font of our pictures: it has Latin, Greek and Cyrillic letters. The system's fonts are never used, so that bytes are the same everywhere. */
const folder = join(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'), '../ttf');
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(folder, name));

/**
 * A picture (SVG) as PNG, twice its size in pixels or so many wide, drawn outside the event loop's thread. Throws what
 * resvg throws for an SVG that is none.
 */
export async function pngOf(svg: string, width?: number): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: width === undefined ? { mode: 'zoom', value: 2 } : { mode: 'width', value: width },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}
