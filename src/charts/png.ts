import { renderAsync } from '@resvg/resvg-js';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { drawnWidth } from './theme.ts';

/** The font of our pictures: it has Latin, Greek and Cyrillic letters. The system's fonts are never used, so that bytes are the same everywhere. */
const folder = join(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'), '../ttf');
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(folder, name));

/**
 * A picture (SVG) as PNG, 1,200 pixels wide, drawn outside the event loop's thread. Throws what resvg throws for an SVG
 * that is none.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'width', value: drawnWidth },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}
