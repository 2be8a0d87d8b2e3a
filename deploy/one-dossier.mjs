// Takes one dossier from the counter to the citizen's hand, through the Portal as the internet sees it: the officers sign in at its address
// with their passwords. Needs services in Development (the officers are invented) and nothing but Node. PORTAL is the base address, ACCOUNTS
// the file with the passwords.
import { readFileSync } from 'node:fs';
const { PORTAL, ACCOUNTS } = process.env;
const agency = 'hoan-kiem', procedure = '1.004873', client = 'demonstration', comeBackTo = 'http://127.0.0.1/demonstration';
const clerk = `clerk.${agency}.2025`, specialist = `specialist.${agency}.2025`, leader = `leader.${agency}.2025`;
const accounts = JSON.parse(readFileSync(ACCOUNTS, 'utf8'));
const until = Date.now() + 180_000;
const tokens = {};

const tokenOf = async userName => tokens[userName] ??= await signIn(userName);

// Authorization code with PKCE, as a browser does it: follows redirects, keeps cookies, fills in the form.
async function signIn(userName) {
  const { password } = accounts.find(one => one.userName === userName);
  const verifier = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
  const challenge = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(verifier))).toString('base64url');
  const cookies = {};
  async function visit(address, form) {
    for (let request = { method: form ? 'POST' : 'GET', body: form && new URLSearchParams(form) }; ; request = {}) {
      const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(address, { ...request, redirect: 'manual', headers: { cookie } });
      for (const set of answer.headers.getSetCookie()) cookies[set.split('=')[0]] = set.split(';')[0].slice(set.indexOf('=') + 1);
      const next = answer.headers.get('location');
      if (!next || next.startsWith(comeBackTo)) return { address, next, text: await answer.text() };
      address = new URL(next, address).href;
    }
  }
  const asked = new URLSearchParams({
    client_id: client, response_type: 'code', redirect_uri: comeBackTo, scope: 'catalogue dossiers routing',
    code_challenge: challenge, code_challenge_method: 'S256',
  });
  const page = await visit(`${PORTAL}/connect/authorize?${asked}`);
  const hidden = Object.fromEntries([...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g), ...page.text.matchAll(/<input name="([^"]+)" type="hidden" value="([^"]*)"/g)]
    .map(([, name, value]) => [name, value.replaceAll('&amp;', '&')]));
  const { next, text } = await visit(page.address, { ...hidden, UserName: userName, Password: password });
  if (!next) throw new Error(`${userName} could not sign in: ${text}`);
  const answer = await fetch(`${PORTAL}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', client_id: client, redirect_uri: comeBackTo, code_verifier: verifier, code: new URL(next).searchParams.get('code'),
    }),
  });
  return (await answer.json()).access_token;
}

async function call(who, service, path, body, version) {
  const headers = { 'content-type': 'application/json' };
  if (who) headers.authorization = `Bearer ${await tokenOf(who)}`;
  if (body) headers['idempotency-key'] = `"${crypto.randomUUID()}"`;
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  const answer = await fetch(`${PORTAL}/api/${service}${path}`, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw Object.assign(new Error(`${path}: ${answer.status} ${text}`), { status: answer.status });
  return text ? JSON.parse(text) : {};
}

// Asks again until there is an answer: events need a moment, and someone else may have been quicker.
async function eventually(what, attempt) {
  for (;;) {
    const answer = await attempt().catch(refused => {
      if (![404, 409, 412, 422, 502, 503].includes(refused.status) || Date.now() > until) throw refused;
    });
    if (answer) return answer;
    if (Date.now() > until) throw new Error(`waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

const { content } = await eventually('the catalogue', () => call(null, 'catalogue', `/v1/procedures/${procedure}`));
const papers = content.papers.filter(paper => paper.required).map(({ code }) => ({ code, originals: 1 }));
const applicant = {
  role: 'applicant', identityKind: 'personalNumber', name: 'Nguyễn Thị An', number: '001999000001', phone: '0900000001',
  address: 'Số 1, phố Hàng Thử, Hà Nội',
};
const { id, requestCode } = await eventually('the dossier', () => call(clerk, 'dossiers', '/v1/dossiers', {
  channel: 'counter', procedureCode: procedure, competentAgency: agency, receivedAt: agency, delivery: 'counter', parties: [applicant], papers,
}));
const dossier = () => call(clerk, 'dossiers', `/v1/dossiers/${id}`);
const act = (what, body) => eventually(what, async () => call(clerk, 'dossiers', `/v1/dossiers/${id}/${what}`, body, (await dossier()).version));
const { number } = await act('acceptance', { receiptWanted: false });
console.log(`${requestCode} is accepted as ${number}`);

const found = await eventually('the case', async () => (await call(specialist, 'routing', `/v1/cases?dossier=${id}`)).items[0]);
await eventually('the decision', async () => {
  if ((await dossier()).status === 9) return true;
  const view = await call(specialist, 'routing', `/v1/cases/${found.id}`);
  const step = view.steps.find(one => one.state === 'assigned');
  if (step?.kind === 'sign')
    await call(leader, 'routing', `/v1/cases/${found.id}/decision`, { outcome: 'granted', decisionNumber: '1/TN', capacity: 'deputy' }, view.version);
  else if (step)
    await call(step.kind === 'give' ? clerk : specialist, 'routing', `/v1/tasks/${step.id}/completion`, { proposal: 'granted', resultNumber: '1/TN' }, step.version);
});
for (const fee of (await dossier()).fees.filter(one => !one.paidAt))
  await act(`fees/${fee.feeId}/payments`, { amount: fee.amount, means: 'cash' });
await act('returns', { how: 'counter' });
const { status } = await dossier();
if (status !== 10) throw new Error(`the dossier ends with status ${status}`);
console.log(`${number} is returned`);
