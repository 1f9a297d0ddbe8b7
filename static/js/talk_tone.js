// A very soft tone, for who switched it on by hand on this page; it is off by default.

let context;
let isOn = false;

const part = () => document.getElementById("tone");

// What the server rendered says nothing of it, so each swap is followed by this.
export function show() {
  const here = part();
  if (!here || !("AudioContext" in window)) return;
  here.hidden = false;
  here.querySelector("button").setAttribute("aria-pressed", String(isOn));
}

// Two notes that swell and fade, an octave below what wakes anybody up.
export function play() {
  if (!isOn || context?.state !== "running") return;
  for (const [note, after] of [[261.6, 0], [392, 0.35]]) {
    const start = context.currentTime + after;
    const [source, volume] = [context.createOscillator(), context.createGain()];
    source.frequency.value = note;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.08, start + 0.3);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 2.5);
    source.connect(volume).connect(context.destination);
    source.start(start);
    source.stop(start + 2.6);
  }
}

document.addEventListener("click", async (event) => {
  if (!event.target.closest("#tone button")) return;
  isOn = !isOn;
  show();
  if (!isOn) return;
  context ??= new AudioContext();
  await context.resume();
  play(); // so that one knows what will come
});
