const errorLog: string[] = [];
const warningLog: string[] = [];
let noteLog: string[] = [];

export const handler = async (event: { level: string; text: string }) => {
  if (event.level === 'error') {
    errorLog.push(event.text);
    while (errorLog.length > 50) errorLog.shift();
  } else if (event.level === 'warning') {
    warningLog.push(event.text);
    if (warningLog.length > 50) warningLog.splice(0, warningLog.length - 50);
  } else if (event.level === 'note') {
    noteLog.push(event.text);
    noteLog = noteLog.slice(-50);
  } else {
    return { statusCode: 200, body: [...errorLog, ...warningLog, ...noteLog].join('\n') };
  }
  return { statusCode: 204, body: '' };
};
