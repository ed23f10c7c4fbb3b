import { sharedList } from '@coldstate/adapters/redis';

const errorLog = sharedList<string>('logs.errorLog', { role: 'history', cap: 50 });
const warningLog = sharedList<string>('logs.warningLog', { role: 'history', cap: 50 });
const noteLog = sharedList<string>('logs.noteLog', { role: 'history', cap: 50 });

export const handler = async (event: { level: string; text: string }) => {
  if (event.level === 'error') {
    await errorLog.push(event.text);
  } else if (event.level === 'warning') {
    await warningLog.push(event.text);
  } else if (event.level === 'note') {
    await noteLog.push(event.text);
  } else {
    return { statusCode: 200, body: [...(await errorLog.slice()), ...(await warningLog.slice()), ...(await noteLog.slice())].join('\n') };
  }
  return { statusCode: 204, body: '' };
};
