/**
 * Sends each answer of this form to Extra Mile, signed as Standard Webhooks describes.
 *
 * Belongs to the form: open the form, then Apps Script, and paste this in place of what is there. The script properties
 * EXTRAMILE_URL and EXTRAMILE_SECRET tell where to send and what to sign with. Then run `connect` once.
 */

/** What a sender may hope to get through with a second try; milliseconds before each further one. */
const PAUSES = [2000, 10000, 30000];

/** Runs once, by hand: from then on Google calls `onAnswer` for each answer. */
function connect() {
  const form = FormApp.getActiveForm();
  for (const trigger of ScriptApp.getProjectTriggers()) {
    if (trigger.getHandlerFunction() === 'onAnswer') ScriptApp.deleteTrigger(trigger);
  }
  ScriptApp.newTrigger('onAnswer').forForm(form).onFormSubmit().create();
  setting('EXTRAMILE_URL');
  setting('EXTRAMILE_SECRET');
}

/** Called by Google for each answer. An error here reaches the owner of the script by mail. */
function onAnswer(event) {
  const { response } = event;
  // An answer keeps its id when it is edited, so sending it twice does no harm.
  const id = `gforms_${response.getId().replace(/[^A-Za-z0-9_-]/g, '_')}`;
  send(id, JSON.stringify(messageOf(event.source || FormApp.getActiveForm(), response)));
}

function messageOf(form, response) {
  const items = response.getItemResponses();
  const asked = items.map((one) => ({
    title: one.getItem().getTitle(),
    id: one.getItem().getId(),
    text: textOf(one),
  }));
  return {
    type: 'survey',
    timestamp: response.getTimestamp().toISOString(),
    data: {
      // Empty unless the form collects addresses: an anonymous answer stays anonymous.
      contact: addressOf(response),
      survey: {
        id: response.getId(),
        form: form.getId(),
        title: form.getTitle(),
        score: scoreOf(items),
        answers: asked.map(({ title, id, text }) => ({ question: title, ref: String(id), answer: text })),
      },
    },
  };
}

function addressOf(response) {
  const email = response.getRespondentEmail();
  return email ? { email } : null;
}

/** Several ticked boxes, or the rows of a grid, in one line. */
function textOf(itemResponse) {
  const given = itemResponse.getResponse();
  return Array.isArray(given) ? given.flat().filter(Boolean).join(', ') : String(given);
}

/** The first answer on a scale or in stars. */
function scoreOf(items) {
  const types = [FormApp.ItemType.SCALE, FormApp.ItemType.RATING].filter(Boolean);
  const scale = items.find((one) => types.includes(one.getItem().getType()));
  const score = scale ? Number(scale.getResponse()) : NaN;
  return Number.isFinite(score) ? score : null;
}

/** Google tries nothing again by itself, so this does. */
function send(id, body) {
  const url = setting('EXTRAMILE_URL');
  let status = 0;
  for (let attempt = 0; attempt <= PAUSES.length; attempt += 1) {
    if (attempt > 0) Utilities.sleep(PAUSES[attempt - 1]);
    status = post(url, id, body);
    if (status >= 200 && status < 300) return;
    if (status >= 400 && status < 500 && status !== 429) break;
  }
  throw new Error(`Extra Mile did not take the answer (status ${status}).`);
}

function post(url, id, body) {
  const stamp = String(Math.floor(Date.now() / 1000));
  const options = {
    method: 'post',
    contentType: 'application/json',
    payload: body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': stamp,
      'webhook-signature': sign(`${id}.${stamp}.${body}`),
    },
    followRedirects: false,
    muteHttpExceptions: true,
  };
  try {
    return UrlFetchApp.fetch(url, options).getResponseCode();
  } catch (unreachable) {
    return 0;
  }
}

/** HMAC-SHA256 over the UTF-8 bytes; the key is what stands in base64 after `whsec_`. */
function sign(text) {
  const key = Utilities.base64Decode(setting('EXTRAMILE_SECRET').replace(/^whsec_/, ''));
  const bytes = Utilities.newBlob(text).getBytes();
  return `v1,${Utilities.base64Encode(Utilities.computeHmacSha256Signature(bytes, key))}`;
}

function setting(name) {
  const value = PropertiesService.getScriptProperties().getProperty(name);
  if (!value) throw new Error(`Set the script property ${name} first.`);
  return value;
}
