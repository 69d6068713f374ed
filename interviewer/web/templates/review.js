// Plays the answers of a session: words light up as they are said, and every word, sentence and quote leads to its moment.
"use strict";
(() => {
  const SEEK_S = 5;
  const times = JSON.parse(document.getElementById("times").textContent);
  const byId = (id) => document.getElementById(id);

  // The times come as steps in hundredths of a second: to the beginning of a word, and to its end.
  function unpacked(steps) {
    const starts = [];
    const ends = [];
    let at = 0;
    for (let i = 0; i < steps.length; i += 2) {
      starts.push(at += steps[i]);
      ends.push(at += steps[i + 1]);
    }
    return { starts, ends };
  }

  const turns = [...document.querySelectorAll("audio.answer")].map((audio) => {
    const number = audio.dataset.turn;
    const article = byId(`turn-${number}`);
    return {
      number,
      audio,
      article,
      words: [...article.querySelectorAll(".words > span")],
      ...unpacked(times[number]),
      head: article.querySelector(".timeline .head"),
      seek: byId(`seek-${number}`),
      lit: null,
    };
  });
  const turnOf = (number) => turns.find((turn) => turn.number === String(number));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let current = turns[0];
  let speed = 1;

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const said = byId("player").dataset;
  const announce = (text) => { byId("status").textContent = text; };
  const length = (turn) => Number.isFinite(turn.audio.duration) ? turn.audio.duration : Number(turn.seek.max);

  // The last word that has begun by now, if it has not been over for long: between sentences nothing is lit.
  function wordAt(turn, seconds) {
    const now = Math.round(seconds * 100);
    let low = 0;
    let high = turn.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (turn.starts[middle] <= now) low = middle + 1; else high = middle;
    }
    return low > 0 && now <= turn.ends[low - 1] + 30 ? turn.words[low - 1] : null;
  }

  function show(turn) {
    const at = turn.audio.currentTime;
    const word = wordAt(turn, at);
    if (word !== turn.lit) {
      if (turn.lit) turn.lit.classList.remove("lit");
      if (word) word.classList.add("lit");
      turn.lit = word;
      if (word && !turn.audio.paused) keepInView(word);
    }
    if (turn.head) {
      const place = `${(100 * at) / length(turn)}%`;
      turn.head.setAttribute("x1", place);
      turn.head.setAttribute("x2", place);
    }
    turn.seek.value = at;
    turn.seek.setAttribute("aria-valuetext", `${clock(at)} ${said.of} ${clock(length(turn))}`);
    if (turn === current) byId("time").textContent = `${clock(at)} / ${clock(length(turn))}`;
  }

  // The play button says what it will do to the chosen turn, whichever turn has just begun or stopped.
  function button() {
    const playing = !current.audio.paused;
    byId("player").classList.toggle("playing", playing);
    byId("play").setAttribute("aria-label", playing ? said.pause : said.play);
  }

  function keepInView(word) {
    const box = word.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight - 90) {
      word.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
  }

  function choose(turn) {
    if (turn !== current) current.audio.pause();
    current = turn;
    for (const one of turns) one.article.classList.toggle("current", one === turn);
    byId("now").textContent = turn.article.dataset.heading;
    show(turn);
  }

  function silenceLines() {
    for (const line of document.querySelectorAll("audio[id^=line-]")) line.pause();
  }

  function play() {
    silenceLines();
    current.audio.playbackRate = speed;
    current.audio.preservesPitch = true;
    current.audio.play().catch(() => announce(said.unplayable));
  }

  function toggle() {
    if (current.audio.paused) play(); else current.audio.pause();
  }

  // A recording that has not been loaded yet takes the position as where it will begin.
  function seekTo(turn, seconds) {
    turn.audio.preload = "auto";
    turn.audio.currentTime = Math.max(0, Math.min(seconds, length(turn)));
    show(turn);
  }

  function playFrom(number, seconds) {
    const turn = turnOf(number);
    if (!turn) return false;
    choose(turn);
    seekTo(turn, seconds);
    play();
    return true;
  }

  function step(by) {
    const index = turns.indexOf(current) + by;
    if (index < 0 || index >= turns.length) return;
    const playing = !current.audio.paused;
    choose(turns[index]);
    current.article.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
    current.article.focus({ preventScroll: true });
    announce(current.article.dataset.heading);
    if (playing) play();
  }

  function setSpeed(value) {
    speed = value;
    byId("speed").value = String(value);
    for (const turn of turns) turn.audio.playbackRate = value;
    announce(`${said.speed} ${value}`);
  }

  function stepSpeed(by) {
    const options = [...byId("speed").options].map((option) => Number(option.value));
    const index = options.indexOf(speed) + by;
    if (index >= 0 && index < options.length) setSpeed(options[index]);
  }

  const keys = {
    " ": toggle,
    ArrowLeft: () => seekTo(current, current.audio.currentTime - SEEK_S),
    ArrowRight: () => seekTo(current, current.audio.currentTime + SEEK_S),
    n: () => step(1),
    p: () => step(-1),
    "<": () => stepSpeed(-1),
    ">": () => stepSpeed(1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in keys)) return;
    const own = event.target.closest("input, select, textarea");
    const pressed = event.key === " " && event.target.closest("button, summary, a");
    if (own || pressed) return; // the element has a use of its own for this key
    event.preventDefault();
    keys[event.key]();
  });

  document.addEventListener("click", (event) => {
    const word = event.target.closest(".words > span");
    if (word) {
      const turn = turnOf(word.closest(".transcript").dataset.turn);
      if (turn) playFrom(turn.number, turn.starts[turn.words.indexOf(word)] / 100);
      return;
    }
    const place = event.target.closest("[data-at]");
    if (place && place.dataset.at !== "") playFrom(place.dataset.turn, Number(place.dataset.at));
    const drawing = event.target.closest("[data-seek]");
    if (drawing) {
      const box = drawing.getBoundingClientRect();
      const turn = turnOf(drawing.dataset.turn);
      playFrom(turn.number, (length(turn) * (event.clientX - box.left)) / box.width);
    }
    const line = event.target.closest("[data-line]");
    if (line) {
      const audio = byId(line.dataset.line);
      current.audio.pause();
      if (audio.paused) { silenceLines(); audio.currentTime = 0; audio.play().catch(() => {}); } else audio.pause();
    }
  });

  for (const turn of turns) {
    turn.audio.controls = false;
    turn.audio.addEventListener("play", () => {
      button();
      const frame = () => { show(turn); if (!turn.audio.paused) requestAnimationFrame(frame); };
      frame();
    });
    turn.audio.addEventListener("pause", () => {
      button();
      show(turn);
    });
    turn.audio.addEventListener("seeked", () => show(turn));
    turn.seek.addEventListener("input", () => {
      const wanted = Number(turn.seek.value); // choosing the turn shows where it is, in the slider too
      choose(turn);
      seekTo(turn, wanted);
    });
  }
  byId("play").addEventListener("click", toggle);
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("speed").addEventListener("change", (event) => setSpeed(Number(event.target.value)));
  byId("player").hidden = false;
  choose(current);
})();
