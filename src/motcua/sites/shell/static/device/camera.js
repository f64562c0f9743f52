// Codes by camera or from a picture, read on the device itself: by the browser where it can, else by our own reader. No line needed.
const SIDE = 1400, LARGE = 3200, EVERY_MS = 150;

// Gives `read(source, side)`: the texts of the codes on a video's picture or on a bitmap, looked at no larger than `side`.
// `fallback`: the address of our own reader.
export async function reader(fallback) {
  if ("BarcodeDetector" in window) try {
    if ((await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async (source) => (await detector.detect(source).catch(() => [])).map((one) => one.rawValue);
    }
  } catch { /* there in name only */ }
  const { default: decode } = await import(fallback);
  const canvas = document.createElement("canvas");
  return async (source, side = SIDE) => {
    const width = source.videoWidth ?? source.width, height = source.videoHeight ?? source.height;
    if (!width || !height) return [];
    const scale = Math.min(1, side / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    try { return [decode(pen.getImageData(0, 0, canvas.width, canvas.height))]; } catch { return []; }
  };
}

// Looks until `takes(text)` is true for a code; `stop()` ends it. Without a camera, or without leave for it, `video` stays hidden.
export function watch(video, read, takes) {
  let stream = null, over = false;
  const stop = () => {
    over = true;
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  (async () => {
    try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); } catch { return; }
    if (over) return stop();
    video.srcObject = stream;
    video.hidden = false;
    await video.play().catch(() => {});
    while (!over) {
      const found = (await read(video)).find((text) => !over && takes(text));
      if (found !== undefined) return stop();
      await new Promise((next) => setTimeout(next, EVERY_MS));
    }
  })();
  return stop;
}

// The texts on a picture that was taken or chosen. A small code on a large photo wants a second, larger look.
export const onPicture = async (file, read) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const found = await read(picture, SIDE);
    return found.length ? found : await read(picture, LARGE);
  } catch { return []; }
};
