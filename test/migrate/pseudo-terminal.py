"""Runs a command on a terminal and types: each step waits for a text and sends keys. The screen goes to stdout, the exit code is the command's."""
import fcntl, json, os, pty, struct, sys, termios, time, select

columns, steps, command = int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
    os.execvp(command[0], command)

seen, unread, end = b'', b'', time.time() + 150
while True:
    if time.time() > end:
        os.kill(pid, 9)
        sys.stdout.buffer.write(seen)
        sys.exit('still waiting for ' + repr(steps[0][0] if steps else 'the end'))
    ready, _, _ = select.select([terminal], [], [], 0.5)
    if not ready:
        continue
    try:
        text = os.read(terminal, 65536)
    except OSError:
        break
    if not text:
        break
    seen += text
    unread += text
    if steps and steps[0][0].encode() in unread:
        # A prompt that has just been drawn listens a moment later.
        time.sleep(0.3)
        unread = b''
        for key in steps.pop(0)[1]:
            os.write(terminal, key.encode())
            time.sleep(0.1)
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(status))
