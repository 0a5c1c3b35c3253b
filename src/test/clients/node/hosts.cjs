// Loaded before the client, in the place of DNS: what connects to port 443 connects to the emulator. TLS still sees Amazon's host name.
const net = require("node:net");

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...parameters) {
  const normalized = Array.isArray(parameters[0]);
  const options = normalized ? parameters[0][0] : parameters[0];
  if (Number(options?.port) === 443) {
    const emulator = { ...options, host: "127.0.0.1", port: Number(process.env.EMULATOR_HTTPS_PORT) };
    if (normalized) {
      parameters[0][0] = emulator;
    } else {
      parameters[0] = emulator;
    }
  }
  return connect.apply(this, parameters);
};
