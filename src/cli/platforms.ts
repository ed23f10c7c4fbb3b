/** `coldstate platforms`: which platforms are known, and which of them this project runs on, and why. */
import { audited, contextOf } from './audit.js';
import type { AuditFunction } from './engine.js';
import { EXIT, type ExitCode, type Host } from './host.js';
import { platforms } from '../platforms/index.js';
import { platformsAsJson, platformsAsText } from '../report/platforms.js';

export interface PlatformsRequest {
  root: string;
  config: string | false | undefined;
  directory: string;
  json: boolean;
  colour: boolean | undefined;
}

export async function runPlatforms(request: PlatformsRequest, host: Host, audit: AuditFunction): Promise<ExitCode> {
  const result = await audited(request, host, audit);
  const context = contextOf(result, { ...request, failOn: 'none' }, host);
  host.stdout.write(
    request.json ? platformsAsJson(result.report, platforms) : platformsAsText(result.report, platforms, context),
  );
  return EXIT.clean;
}
