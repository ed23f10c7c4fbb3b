/** The browser that the HTML report is tested in. */
import { provide } from './program.mjs';

/** Leaves the path of a browser in CHROMIUM. Returns what went wrong, if anything did. */
export function provideChromium() {
  return provide({
    title: 'Chromium',
    variable: 'CHROMIUM',
    names: [
      ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    packages: { apt: 'chromium', brew: '--cask chromium' },
    advice: 'Install Chromium, Chrome or Edge, or say where one is: CHROMIUM=path/to/chromium npm run test:all',
  });
}
