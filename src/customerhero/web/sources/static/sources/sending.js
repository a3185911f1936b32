// Says how far a file is on its way, and that one is too large before it is sent. The form works without this file.
"use strict";
(() => {
  const form = document.querySelector("form[data-sending]");
  if (!form) return;
  const file = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const line = form.querySelector("[data-words]");
  const error = form.querySelector("[data-error]");
  const button = form.querySelector("button");

  const say = (words) => { line.textContent = words; };
  const fail = (words) => {
    error.textContent = words;
    error.hidden = false;
    form.querySelector(".progress").hidden = true;
    button.disabled = false;
    file.setAttribute("aria-invalid", "true");
    file.focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    error.hidden = true;
    if (file.files[0] && file.files[0].size > Number(form.dataset.limit)) {
      fail(form.dataset.tooLarge);
      return;
    }
    const request = new XMLHttpRequest();
    const sent = new FormData(form);
    button.disabled = true;
    form.querySelector(".progress").hidden = false;
    request.upload.addEventListener("progress", (now) => {
      if (!now.lengthComputable) return;
      bar.value = now.loaded / now.total;
      say(now.loaded < now.total ? `${form.dataset.sendingWords} ${Math.round((100 * now.loaded) / now.total)} %` : form.dataset.lookingWords);
    });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { answer = {}; }
      if (answer.to) location.assign(answer.to);
      else if (request.responseURL.includes("/accounts/")) location.reload(); // the session has ended: sign in first
      else fail(answer.error || form.dataset.lost);
    });
    request.addEventListener("error", () => fail(form.dataset.lost));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(sent);
  });
})();
