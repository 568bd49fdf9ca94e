export { openBrowser as startBrowser } from '../../infra/cli/camera.ts';
